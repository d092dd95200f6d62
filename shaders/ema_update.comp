// ema_update: shadow = decay shadow + (1 - decay) w.
// shadow, w: [n] float32.   One thread: four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool QUADS = false;
#include "include/quads.glsl"
layout(push_constant) uniform Push { Floats shadow; Floats w; uint n; float decay; float gain; } p;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    store_quad(p.shadow, i, p.n, p.decay * load_quad(p.shadow, i, p.n) + p.gain * load_quad(p.w, i, p.n));
}
