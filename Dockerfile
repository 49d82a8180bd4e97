# The program alone, static, in an image of nothing else:
#
#     docker build -t tunelint .
#     docker run --rm -v "$PWD:/data:ro" tunelint train.jsonl

FROM rust:1.89-alpine3.22 AS build
WORKDIR /source
COPY . .
# Rust's target for Alpine links musl statically.
RUN cargo build --locked --release --package tunelint --bin tunelint

FROM scratch
COPY --from=build /source/target/release/tunelint /usr/bin/tunelint
# Nobody: it only reads.
USER 65534:65534
WORKDIR /data
ENTRYPOINT ["/usr/bin/tunelint"]
CMD ["--help"]
