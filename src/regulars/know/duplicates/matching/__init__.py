"""How likely two customers are one: records, candidate pairs, comparisons, training and scoring. Knows no database of ours."""
