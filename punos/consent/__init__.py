"""What the client has permitted, forbidden and agreed to: three instruments, never one checkbox."""
