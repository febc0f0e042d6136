"""What editors know while code is typed: ESLint's data, and the project's own typings."""
