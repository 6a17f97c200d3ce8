"""Pages of segments: all of them, one, making and changing one, those that are ready-made or proposed."""
