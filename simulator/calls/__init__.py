"""The API's calls, one module for each of its resources."""
