// relu is max(x, 0) that lets NaN through.
vec2 relu(vec2 x) { return mix(x, vec2(0), lessThan(x, vec2(0))); }
vec4 relu(vec4 x) { return mix(x, vec4(0), lessThan(x, vec4(0))); }
