"""What is known of the user, and how close user and persona are: the inspector's page Memory."""
