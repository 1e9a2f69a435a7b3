"""What an operator asks: does it live, can it answer, how does it do, what happened."""
