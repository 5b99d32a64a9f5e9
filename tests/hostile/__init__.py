"""What must not do harm: templates and briefings made by somebody who means to."""
