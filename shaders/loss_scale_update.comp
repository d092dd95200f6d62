// loss_scale_update: ends a step of each of n loss scales. After an overflow the scale is
// halved, not below least; after `interval` steps without one it is doubled, not beyond most.
// scale: [n, WIDTH].   One thread: one scale.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
#include "include/loss_scale.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push { Floats scale; uint n; float interval; float least; float most; } p;

void main() {
    uint i = item_index();
    if (i >= p.n) return;
    uint at = WIDTH * i;
    float scale = p.scale.at[at + SCALE];
    float good = p.scale.at[at + GOOD] + 1.0;
    if (p.scale.at[at + OVERFLOW] != 0.0) {
        scale = max(0.5 * scale, p.least);
        good = 0.0;
    } else if (good >= p.interval) {
        scale = min(2.0 * scale, p.most);
        good = 0.0;
    }
    p.scale.at[at + SCALE] = scale;
    p.scale.at[at + GOOD] = good;
    p.scale.at[at + OVERFLOW] = 0.0;
}
