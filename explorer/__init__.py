"""What a person sees: the commands, and the explorer over one library."""
