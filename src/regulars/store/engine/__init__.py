"""The engine of the numbers: Ibis on DuckDB in the process, or on Spark."""
