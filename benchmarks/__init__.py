"""What is measured: times beside a baseline in alternating pairs, since machines differ and ratios travel; and quality.

Quality is what the rules find beside what careful readers labelled by hand.
"""
