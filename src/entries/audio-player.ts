import '../../components/audio-player/audio-player.define.js';

export * from '../../components/audio-player/audio-player.js';
