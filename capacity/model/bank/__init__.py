"""Can it be financed? Books and statements of every borrower, cover, rules, taxes, and what a bank asks for."""
