"""Prints a Plan; looks nothing up. One module per form: `text.text`, `letter.letter`, `json_form.to_json`."""
