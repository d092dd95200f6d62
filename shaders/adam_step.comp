// adam_step: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2,
// w = w - rate m / (sqrt(v) correction + epsilon), where rate = lr / (1 - beta1^t)
// and correction = 1 / sqrt(1 - beta2^t). Without GRADIENT, g = 0 and is not read.
// w, g, m, v: [n] float32.   One thread: four consecutive elements.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool QUADS = false;
layout(constant_id = 1) const bool GRADIENT = true;
#include "include/quads.glsl"
layout(push_constant) uniform Push {
    Floats w;
    Floats g;
    Floats m;
    Floats v;
    uint n;
    float rate;
    float correction;
    float epsilon;
    float beta1;
    float gain1;
    float beta2;
    float gain2;
} p;

void main() {
    uint i = 4 * item_index();
    if (i >= p.n) return;
    vec4 g = vec4(0.0);
    if (GRADIENT) g = load_quad(p.g, i, p.n);
    vec4 m = p.beta1 * load_quad(p.m, i, p.n) + p.gain1 * g;
    vec4 v = p.beta2 * load_quad(p.v, i, p.n) + p.gain2 * g * g;
    vec4 w = load_quad(p.w, i, p.n) - p.rate * m / (sqrt(v) * p.correction + p.epsilon);
    store_quad(p.m, i, p.n, m);
    store_quad(p.v, i, p.n, v);
    store_quad(p.w, i, p.n, w);
}
