"""Pages of journeys: the map, its people, comparing two, and naming stages and touchpoints."""
