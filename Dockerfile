# The program in an image without a compiler, as a user without rights.
#
#   docker build -t qingce .
#   docker run --rm --network none --read-only --tmpfs /tmp --user "$(id -u):$(id -g)" \
#     -v /srv/data:/data:ro -v "$PWD/out:/out" -v "$PWD/state:/state" qingce scan . -i /out/qingce.inventory
#
# Nothing in it needs a network, so give it none. /out and /state (the key) are folders of yours that exist before; keep
# the key when inventories are to be compared, and keep it apart from them.
FROM debian:12-slim AS build
WORKDIR /src
COPY .ci /src/.ci
RUN bash -c 'root=/src; . .ci/lib.sh; install_packages build package'
COPY . /src
RUN cmake --preset release -DQINGCE_TESTS=OFF && cmake --build --preset release \
 && cpack --config build/release/CPackConfig.cmake -B /package

FROM debian:12-slim
COPY --from=build /package/*.deb /package/
RUN apt-get update && apt-get install -y --no-install-recommends /package/*.deb \
 && rm -rf /package /var/lib/apt/lists/* && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin qingce
ENV LANG=C.UTF-8 XDG_STATE_HOME=/state
USER 10001:10001
WORKDIR /data
ENTRYPOINT ["qingce"]
CMD ["--help"]
