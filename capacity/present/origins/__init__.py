"""Where is this number from? Every key figure's formula with its numbers put in, and what it hangs on."""
