"""Why an answer says what it says: what it was given to draw on."""
