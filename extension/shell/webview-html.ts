// The one HTML page of every webview: no inline script or style, nothing from the network, scripts by nonce only.
// Invariant: every value below is a constant of ours, a URI that VS Code made, or the nonce; no user text goes in.

export interface PageSource {
  readonly title: string;
  /** VS Code's source for the panel's own files. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly language: string;
}

export function webviewHtml({ title, cspSource, nonce, script, styles, language }: PageSource): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<title>${title}</title>
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
</head>
<body>
<main id="page"></main>
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
