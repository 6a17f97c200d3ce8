"""The mathematics of recommending: arrays in, arrays out. Knows no database, no engine and no clock."""
