"""Pages on who is one: merging, parting, and by what customers are recognised."""
