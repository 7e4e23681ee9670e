"""Documents about the product, and the programs that make parts of them from the product."""
