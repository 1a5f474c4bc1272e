"""A gateway and Home Assistant under all faults at once, for as long as asked: script/soak."""
