# The API with its workers, and the command faro. ConnectionStrings__Faro names the database (see compose.yaml). On a developer's
# machine ./faro up needs no container.
FROM node:22-slim AS console
WORKDIR /source/src/Faro.Console
COPY src/Faro.Console/package.json src/Faro.Console/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY src/Faro.Console ./
RUN FARO_CONSOLE_OUT=/source/site npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props .editorconfig ./
COPY src ./src
COPY --from=console /source/site ./src/Faro.Console/obj/site
RUN dotnet restore src/Faro.Cli/Faro.Cli.csproj --locked-mode
RUN dotnet publish src/Faro.Http/Faro.Http.csproj -c Release --no-restore -p:FaroConsole=built -o /app
RUN dotnet publish src/Faro.Cli/Faro.Cli.csproj -c Release --no-restore -p:FaroConsole=built -o /cli

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# curl is for the health check.
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
COPY --from=build /cli /cli
RUN printf '#!/bin/sh\nexec dotnet /cli/Faro.Cli.dll "$@"\n' > /usr/local/bin/faro && chmod 755 /usr/local/bin/faro
# The command finds this node and its log by these; its folder holds nothing that has to be kept.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    FARO_URL=http://127.0.0.1:8080 \
    FARO_DATA=/tmp/faro
EXPOSE 8080
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["curl", "-fsS", "http://127.0.0.1:8080/healthz/ready"]
ENTRYPOINT ["dotnet", "Faro.Http.dll"]
