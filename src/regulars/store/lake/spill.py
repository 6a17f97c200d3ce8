"""Rows set aside on disk while another table is written, so that memory does not grow with them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa


class Spill:
    """A file of Arrow batches: written first, then read once. Removed at the end; a killed process leaves it to the next."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.schema = schema
        self.rows = 0

    def __enter__(self) -> Self:
        self._file = pa.OSFile(str(self.path), "wb")
        self._writer = pa.ipc.new_stream(self._file, self.schema)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def add(self, batch: pa.RecordBatch) -> None:
        """Set rows aside."""
        if len(batch):
            self._writer.write_batch(batch)
            self.rows += len(batch)

    def read(self) -> pa.RecordBatchReader:
        """The rows, from the first. Nothing can be added afterwards."""
        self._writer.close()
        self._file.close()
        self._file = pa.OSFile(str(self.path), "rb")
        return pa.ipc.open_stream(self._file)
