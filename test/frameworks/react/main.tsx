import { createRoot } from 'react-dom/client';
import { App } from '../shared/App.js';
import { docs, given } from '../shared/docs.js';
import { Support } from '../shared/Support.js';
import { Live } from './Live.js';

const live = new URLSearchParams(location.search);
createRoot(document.getElementById('app')!).render(live.has('server') ? <Live server={live.get('server')!} user={live.get('user')!} /> : docs ? <Support {...given} /> : <App />);
