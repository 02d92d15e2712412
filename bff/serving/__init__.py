"""What every answer passes: security, language, log, rendering, assets, packing, the bell. No journey."""
