"""What proves the delivery: a server with faults, runs with kills, a checker of histories."""
