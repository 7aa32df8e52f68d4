import { define } from '../shared/define.js';
import { AudioPlayer } from './audio-player.js';

define('audio-player', AudioPlayer);
