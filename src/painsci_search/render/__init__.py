"""Results and articles as text, JSON, CSV and Markdown; the only place that writes markup."""
