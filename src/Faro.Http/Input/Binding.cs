using System.Reflection;
using Faro.Http.Keys;
using JasperFx;
using JasperFx.CodeGeneration.Frames;
using JasperFx.CodeGeneration.Model;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;
using Wolverine.Http.CodeGen;

namespace Faro.Http.Input;

/// <summary>
/// Replaces the framework's binder by the strict one: <c>[AsParameters]</c> records are read by
/// <see cref="StrictQuery{T}"/>, <c>[FromBody]</c> records by <see cref="StrictBody{T}"/>, and their refusal ends the
/// request. Wolverine writes the calls into the generated endpoint, so nothing is looked up while a request runs.
/// </summary>
internal sealed class Binding : IParameterStrategy
{
    /// <summary>The parameters record of an endpoint's method; null when it takes none.</summary>
    public static Type? ParametersOf(MethodInfo method) => Marked<AsParametersAttribute>(method);

    /// <summary>The body record of an endpoint's method; null when it takes none.</summary>
    public static Type? BodyOf(MethodInfo method) => Marked<FromBodyAttribute>(method);

    public bool TryMatch(HttpChain chain, IServiceContainer container, ParameterInfo parameter, out Variable? variable)
    {
        variable = null;
        if (parameter.ParameterType == typeof(Caller))
            variable = Added(chain, new MethodCall(typeof(Caller), nameof(Caller.Of)), typeof(Caller));
        else if (parameter.IsDefined(typeof(AsParametersAttribute)))
            variable = Added(chain, new MethodCall(typeof(StrictQuery<>).MakeGenericType(parameter.ParameterType), nameof(StrictQuery<NoQuery.None>.Read)), parameter.ParameterType);
        else if (parameter.IsDefined(typeof(FromBodyAttribute)))
            variable = Added(chain, new MethodCall(typeof(StrictBody<>).MakeGenericType(parameter.ParameterType), Reader(chain)), parameter.ParameterType);
        return variable is not null;
    }

    /// <summary>Endpoints without a parameters record refuse every parameter, before they read a body.</summary>
    public static void RefuseStrayParameters(HttpChain chain)
    {
        if (ParametersOf(chain.Method.Method) is not null)
            return;
        var call = new MethodCall(typeof(NoQuery), nameof(NoQuery.Read));
        chain.Middleware.InsertRange(0, [call, new MaybeEndWithResultFrame(call.Creates.Single())]);
    }

    /// <summary>A DELETE may come without a body.</summary>
    private static string Reader(HttpChain chain) =>
        chain.HttpMethods.Contains("DELETE") ? nameof(StrictBody<NoQuery.None>.ReadIfAny) : nameof(StrictBody<NoQuery.None>.Read);

    private static Variable Added(HttpChain chain, MethodCall call, Type type)
    {
        chain.Middleware.Add(call);
        if (call.Creates.FirstOrDefault(v => v.VariableType == typeof(IResult)) is { } refused)
            chain.Middleware.Add(new MaybeEndWithResultFrame(refused));
        return call.Creates.First(v => v.VariableType == type);
    }

    private static Type? Marked<TAttribute>(MethodInfo method)
        where TAttribute : Attribute =>
        Array.Find(method.GetParameters(), p => p.IsDefined(typeof(TAttribute)))?.ParameterType;
}
