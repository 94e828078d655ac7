"""May this recipient know this? Pure decisions over dated rule tables; see README.md."""
