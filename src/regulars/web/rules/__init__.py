"""The builder of rules: for lists, segments and wherever else people say whom they mean."""
