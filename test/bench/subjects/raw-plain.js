import { subject } from './raw.js';
export default subject(false);
