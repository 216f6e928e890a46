// The browser that pages are timed in: the one that the tests use.
export const chromiumPath = process.env['DIMMER_CHROMIUM'] ?? '/usr/bin/chromium';
