//! scratch
use std::{hint::black_box, sync::Arc, time::Instant};
fn main() {
    let plan = Arc::new(
        tunelint::rules::Plan::new(
            vec![toml::from_str("name='t'\ntitle='T'\nversion='1'\ndate='2026-01-01'\n[effects]\nduplicate-record={effect='mistrains'}\nmixed-formats={effect='refuses'}\n").unwrap()],
            Default::default(),
        ).unwrap(),
    );
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let gb = bytes.len() as f64 / 1e9;
        let mut best = [f64::MAX; 3];
        for _ in 0..7 {
            let t = Instant::now();
            for chunk in bytes.chunks(1 << 20) {
                black_box(simdutf8::basic::from_utf8(chunk).is_ok());
                black_box(memchr::memchr_iter(b'\n', chunk).count());
            }
            best[0] = best[0].min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            black_box(tunelint::check::internals::scan(&bytes));
            best[1] = best[1].min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            black_box(tunelint::check::internals::check(&plan, &bytes));
            best[2] = best[2].min(t.elapsed().as_secs_f64());
        }
        println!(
            "{path}: floor {:.2} GB/s scan {:.2} ({:.2}) batch {:.2} ({:.2})",
            gb / best[0],
            gb / best[1],
            best[0] / best[1],
            gb / best[2],
            best[0] / best[2]
        );
    }
}
