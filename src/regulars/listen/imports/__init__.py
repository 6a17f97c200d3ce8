"""Files that come in: orders, customers and interactions out of other programs.

`detect`, `read_file`, `match_columns`, `parse_values` and `orders_file` compute on files alone and need neither Django
nor a database; `models`, `queries`, `actions` and `jobs` put what was read into the record.
"""
