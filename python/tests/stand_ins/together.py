"""Stands in for the client of Together AI: it prints what it is asked to do."""

from types import SimpleNamespace


class Together:
    def __init__(self) -> None:
        self.files = SimpleNamespace(upload=self.upload)
        self.fine_tuning = SimpleNamespace(create=self.create)

    def upload(self, *, file: str, purpose: str) -> SimpleNamespace:
        print(f"upload {file} to {purpose}")
        return SimpleNamespace(id="file-1")

    def create(self, *, training_file: str, model: str) -> SimpleNamespace:
        print(f"tune {model} with {training_file}")
        return SimpleNamespace(id="ft-1")
