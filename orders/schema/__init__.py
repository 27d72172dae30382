"""What the actions of this app's views take and give: one table a view."""
