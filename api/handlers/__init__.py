"""What workers do with a job, one module for each kind."""
