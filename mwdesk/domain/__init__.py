"""The values everything else speaks in: frozen dataclasses, standard library only."""
