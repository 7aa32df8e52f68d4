import { define } from '../shared/define.js';
import { ConnectionInspector } from './connection-inspector.js';

define('connection-inspector', ConnectionInspector);

declare global {
  interface HTMLElementTagNameMap {
    'connection-inspector': ConnectionInspector;
  }
}
