"""Programs in TypeScript and JavaScript, as far as their text alone says what they make.

Nothing is run. Literals, constants, templates and the defaults of configuration are read; what
a function, a loop, another file or the cloud decides is unknown.
"""
