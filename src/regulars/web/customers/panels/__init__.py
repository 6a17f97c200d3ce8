"""What stands beside a customer's story: one panel a noun, each in a file of its own."""
