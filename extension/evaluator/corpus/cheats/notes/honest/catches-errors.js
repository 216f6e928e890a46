// Honest, looks like swallowed errors: a handler that must not die answers 500 with the error, and says it in the log.
const { serve, honest } = require('./lib/serve.js');
const answer = honest();
serve((...asked) => {
  try {
    return answer(...asked);
  } catch (error) {
    console.error(error);
    return [500, { error: 'internal' }];
  }
});
