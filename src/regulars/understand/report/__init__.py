"""The report on one order file: numbers, sentences, pictures."""
