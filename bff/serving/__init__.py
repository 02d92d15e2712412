"""What every response needs: security, language, log, rendering, assets, compression. Never a journey."""
