import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Reference;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks files against PDF/A-3a and PDF/UA-1, one line each: profile, true or false, assertions made, failed clauses.
 * The profiles are read here by the DOM: veraPDF's own way needs a JAXB runtime that a JDK no longer has.
 */
public class Valider {
    static final String[] PROFILES = {"PDFA-3A", "PDFUA-1"};

    public static void main(String[] files) throws Exception {
        PrintStream out = System.out;
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : PROFILES) {
            ValidationProfile profile = read(name);
            for (String file : files) {
                out.println(name + "\t" + check(profile, Path.of(file)) + "\t" + file);
            }
        }
    }

    static String check(ValidationProfile profile, Path file) throws Exception {
        Set<String> failed = new TreeSet<>();
        try (InputStream in = Files.newInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, profile.getPDFAFlavour())) {
            ValidationResult result = Foundries.defaultInstance().createValidator(profile, true).validate(parser);
            for (TestAssertion one : result.getTestAssertions()) {
                RuleId rule = one.getRuleId();
                if (one.getStatus() == TestAssertion.Status.FAILED) {
                    failed.add(rule.getClause() + "-" + rule.getTestNumber() + " " + one.getMessage());
                }
            }
            return result.isCompliant() + "\t" + result.getTotalAssertions() + "\t" + String.join(" ; ", failed);
        }
    }

    static ValidationProfile read(String name) throws Exception {
        String path = "/org/verapdf/pdfa/validation/" + name + ".xml";
        try (InputStream in = Valider.class.getResourceAsStream(path)) {
            Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
            Set<Rule> rules = new HashSet<>();
            for (Element one : all(root, "rule")) {
                rules.add(rule(one));
            }
            Set<Variable> variables = new HashSet<>();
            for (Element one : all(root, "variable")) {
                variables.add(Profiles.variableFromValues(one.getAttribute("name"), one.getAttribute("object"),
                        text(one, "defaultValue"), text(one, "value")));
            }
            return Profiles.profileFromValues(PDFAFlavour.valueOf(root.getAttribute("flavour")),
                    Profiles.profileDetailsFromValues(name, name, name, new Date(0)), "", rules, variables);
        }
    }

    static Rule rule(Element one) {
        Element id = all(one, "id").get(0);
        Boolean deferred = one.hasAttribute("deferred") ? Boolean.valueOf(one.getAttribute("deferred")) : null;
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                one.getAttribute("object"), deferred, one.getAttribute("tags"), text(one, "description"),
                text(one, "test"), Profiles.errorFromValues(text(one, "message"), new ArrayList<ErrorArgument>()),
                new ArrayList<Reference>());
    }

    static String text(Element of, String tag) {
        return all(of, tag).get(0).getTextContent();
    }

    static List<Element> all(Element of, String tag) {
        NodeList found = of.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
