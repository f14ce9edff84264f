"""What is measured, each time beside a baseline in alternating pairs: machines differ, ratios travel."""
