// Gives a webview its page: bundle, styles, policy with a fresh nonce, and the two directions of its wire.
// Invariant: only the bundle's folder can be read by the page; a message that is no `Intent` goes nowhere.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { decode } from '../core/protocol/decode.ts';
import { intentSchema, type Intent, type PanelView } from '../core/protocol/panels.ts';
import { webviewHtml } from './webview-html.ts';

export type PageName = 'delegate' | 'outcome' | 'level' | 'scenario';

/** The folders that a page may read. */
export function pageRoots(extensionUri: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')];
}

/** The HTML of a page, with a new nonce each time. */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, name: PageName): string {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  return webviewHtml({
    title: `Dimmer ${name}`,
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    script: uri(`${name}.js`),
    styles: [uri('base.css'), uri(`${name}.css`)],
    language: vscode.env.language,
  });
}

export interface LivePage<View extends PanelView> extends vscode.Disposable {
  /** Sends the whole view model where it differs from the last one and the page can be seen. */
  post(view: View): void;
}

export interface LivePageOptions {
  /** A panel, or a view of the sidebar. */
  readonly panel: { readonly webview: vscode.Webview; readonly visible: boolean };
  readonly extensionUri: vscode.Uri;
  readonly name: PageName;
  readonly onIntent: (intent: Intent) => Promise<void>;
  readonly report: (error: unknown) => void;
}

export function openPage<View extends PanelView>(options: LivePageOptions): LivePage<View> {
  const { panel, extensionUri, name, onIntent, report } = options;
  let last = '';
  panel.webview.options = { enableScripts: true, localResourceRoots: pageRoots(extensionUri) };
  const listener = panel.webview.onDidReceiveMessage((message: unknown) => {
    const intent = decode(intentSchema, message);
    if (!intent.ok) return report(new Error(`${name} page: ${intent.problems.join('; ')}`));
    if (intent.value.type === 'ready') last = '';
    onIntent(intent.value).catch(report);
  });
  panel.webview.html = pageHtml(panel.webview, extensionUri, name);
  return {
    post(view) {
      const text = JSON.stringify(view);
      if (text === last || !panel.visible) return;
      last = text;
      void panel.webview.postMessage({ type: 'snapshot', view });
    },
    dispose: () => listener.dispose(),
  };
}
